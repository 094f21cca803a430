package io.github.langres.engine.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import io.github.langres.engine.Device;
import io.github.langres.engine.EngineException;
import io.github.langres.engine.Graph;
import io.github.langres.engine.GraphOptions;
import io.github.langres.engine.GraphSource;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;

/** Opens graphs on ONNX Runtime. Thread-safe. */
public final class OnnxGraphs {
  private OnnxGraphs() {}

  /**
   * Loads a graph.
   *
   * @throws EngineException.Load when the source is no graph that ONNX Runtime can run
   * @throws EngineException.DeviceUnavailable when the device is not there; never another device
   */
  public static Graph open(GraphSource source, GraphOptions options) {
    OrtEnvironment environment = OnnxEnvironment.get();
    SessionResources resources = new SessionResources();
    try {
      configure(resources.options(), options);
      return new OnnxGraph(session(environment, source, resources), resources, source.toString());
    } catch (OrtException e) {
      resources.close();
      throw refused(source, options.device(), e);
    } catch (RuntimeException | Error e) {
      resources.close();
      throw e;
    }
  }

  private static EngineException refused(GraphSource source, Device device, OrtException error) {
    String reason = OnnxErrors.shortMessage(error);
    // An index that no device has comes to light only here, not when the provider is added.
    if (device instanceof Device.Cuda && reason.contains("CUDA")) {
      return new EngineException.DeviceUnavailable(
          "device " + device + " does not take " + source + ": " + reason, error);
    }
    return new EngineException.Load("cannot load " + source + ": " + reason, error);
  }

  private static void configure(OrtSession.SessionOptions session, GraphOptions options)
      throws OrtException {
    // Every error comes back as an exception; standard error belongs to the application.
    session.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
    session.setIntraOpNumThreads(options.threads());
    for (Map.Entry<String, String> entry : options.runtimeEntries().entrySet()) {
      session.addConfigEntry(entry.getKey(), entry.getValue());
    }
    if (options.device() instanceof Device.Cuda cuda) {
      addCuda(session, cuda);
    }
  }

  private static void addCuda(OrtSession.SessionOptions session, Device.Cuda cuda) {
    if (!OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA)) {
      throw new EngineException.DeviceUnavailable(
          "device "
              + cuda
              + " needs com.microsoft.onnxruntime:onnxruntime_gpu on the class path in place of"
              + " onnxruntime; this one has "
              + OnnxRuntimeInfo.providers());
    }
    try {
      session.addCUDA(cuda.index());
    } catch (OrtException e) {
      throw new EngineException.DeviceUnavailable(
          "device "
              + cuda
              + " does not open; onnxruntime_gpu needs the NVIDIA driver, CUDA and cuDNN: "
              + OnnxErrors.shortMessage(e),
          e);
    }
  }

  private static OrtSession session(
      OrtEnvironment environment, GraphSource source, SessionResources resources)
      throws OrtException {
    if (source instanceof GraphSource.File file) {
      if (!Files.isRegularFile(file.path())) {
        throw new EngineException.Load("cannot load " + file.path() + ": it is no regular file");
      }
      return environment.createSession(file.path().toString(), resources.options());
    }
    GraphSource.Built built = (GraphSource.Built) source;
    Map<String, OnnxTensorLike> initializers = new HashMap<>();
    for (Map.Entry<String, GraphSource.Weight> entry : built.weights().entrySet()) {
      GraphSource.Weight weight = entry.getValue();
      OnnxTensor tensor =
          OnnxTensor.createTensor(
              environment, weight.data(), weight.shape(), OnnxTypes.toOnnx(weight.type()));
      resources.keep(tensor);
      initializers.put(entry.getKey(), tensor);
      // Both calls are needed: without this one ONNX Runtime copies every weight that it does not
      // prepack, the embeddings above all (386 MB against 481 for a camembert-base); without the
      // other it looks for the external file.
      resources.options().addInitializer(entry.getKey(), tensor);
    }
    if (!initializers.isEmpty()) {
      resources.options().addExternalInitializers(initializers);
    }
    return environment.createSession(built.model(), resources.options());
  }
}
