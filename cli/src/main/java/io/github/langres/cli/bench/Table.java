package io.github.langres.cli.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table of a report.
 *
 * @param rows a cell is a String, a Number, or null where nothing was measured
 */
public record Table(String title, List<String> columns, List<List<@Nullable Object>> rows) {
  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (List<@Nullable Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table \"" + title + "\" has " + columns.size() + " columns, a row " + row.size());
      }
    }
  }

  /** A row; null cells are allowed. */
  static List<@Nullable Object> row(@Nullable Object... cells) {
    List<@Nullable Object> row = new ArrayList<>();
    Collections.addAll(row, cells);
    return Collections.unmodifiableList(row);
  }
}
