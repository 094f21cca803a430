package io.github.langres.models.graph;

import io.github.langres.engine.ElementType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operators that work element by element; axes of size 1 stretch to the other operand's. */
abstract sealed class ElementwiseOps permits TensorOps {
  final OnnxBuilder graph;

  ElementwiseOps(OnnxBuilder graph) {
    this.graph = graph;
  }

  public Value add(Value a, Value b) {
    return elementwise("Add", a, b);
  }

  public Value subtract(Value a, Value b) {
    return elementwise("Sub", a, b);
  }

  public Value multiply(Value a, Value b) {
    return elementwise("Mul", a, b);
  }

  public Value divide(Value a, Value b) {
    return elementwise("Div", a, b);
  }

  public Value maximum(Value a, Value b) {
    return elementwise("Max", a, b);
  }

  public Value minimum(Value a, Value b) {
    return elementwise("Min", a, b);
  }

  public Value equal(Value a, Value b) {
    return comparison("Equal", a, b);
  }

  public Value lessOrEqual(Value a, Value b) {
    return comparison("LessOrEqual", a, b);
  }

  public Value not(Value a) {
    return same("Not", a);
  }

  public Value absolute(Value a) {
    return same("Abs", a);
  }

  public Value tanh(Value a) {
    return same("Tanh", a);
  }

  public Value sigmoid(Value a) {
    return same("Sigmoid", a);
  }

  public Value relu(Value a) {
    return same("Relu", a);
  }

  public Value softplus(Value a) {
    return same("Softplus", a);
  }

  /** Exact Gelu (error function), or its tanh approximation. */
  public Value gelu(Value a, boolean tanh) {
    return same("Gelu", a, Attribute.of("approximate", tanh ? "tanh" : "none"));
  }

  /** Picks {@code yes} where the condition holds, else {@code no}. */
  public Value where(Value condition, Value yes, Value no) {
    OnnxBuilder.NodeSpec node = node("Where", condition, yes, no);
    node.check(
        condition.type() == ElementType.BOOL && yes.type() == no.type(),
        "a bool condition and two values of one type");
    return graph.add(
        node,
        yes.type(),
        broadcast(node, condition.shape(), broadcast(node, yes.shape(), no.shape())));
  }

  public Value cast(Value a, ElementType type) {
    return a.type() == type
        ? a
        : graph.add(
            node("Cast", List.of(Attribute.of("to", Protos.code(type))), a), type, a.shape());
  }

  private Value same(String operator, Value a, Attribute... attributes) {
    return graph.add(node(operator, List.of(attributes), a), a.type(), a.shape());
  }

  private Value elementwise(String operator, Value a, Value b) {
    OnnxBuilder.NodeSpec node = node(operator, a, b);
    node.check(a.type() == b.type(), "two values of one type");
    return graph.add(node, a.type(), broadcast(node, a.shape(), b.shape()));
  }

  private Value comparison(String operator, Value a, Value b) {
    OnnxBuilder.NodeSpec node = node(operator, a, b);
    node.check(a.type() == b.type(), "two values of one type");
    return graph.add(node, ElementType.BOOL, broadcast(node, a.shape(), b.shape()));
  }

  static Shape broadcast(OnnxBuilder.NodeSpec node, Shape a, Shape b) {
    try {
      return Shape.broadcast(a, b);
    } catch (IllegalArgumentException e) {
      throw node.refuse("shapes that broadcast");
    }
  }

  OnnxBuilder.NodeSpec node(String operator, Value... inputs) {
    return node(operator, List.of(), inputs);
  }

  OnnxBuilder.NodeSpec node(String operator, List<Attribute> attributes, Value... inputs) {
    List<@Nullable Value> operands = new ArrayList<>(Arrays.asList(inputs));
    return new OnnxBuilder.NodeSpec(
        OnnxBuilder.STANDARD, operator, graph.nextName(operator), operands, attributes);
  }
}
