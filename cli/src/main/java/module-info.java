/** The {@code langres} command. */
@org.jspecify.annotations.NullMarked
module io.github.langres.cli {
  requires static org.jspecify;
  requires io.github.langres.models;
  requires io.github.langres.frmini;
  requires info.picocli;
  requires java.management;
  requires com.fasterxml.jackson.core;

  opens io.github.langres.cli to
      info.picocli;
}
