package io.github.langres.models;

import java.util.Iterator;
import java.util.List;

/**
 * The entities of one text.
 *
 * @param entities in text order
 * @param tokensLeftOut how many tokens of the text the model did not see
 */
public record Entities(List<Entity> entities, int tokensLeftOut) implements Iterable<Entity> {
  public Entities {
    entities = List.copyOf(entities);
  }

  @Override
  public Iterator<Entity> iterator() {
    return entities.iterator();
  }
}
