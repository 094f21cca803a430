package io.github.langres.engine.generate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * What a decoder's inputs hold, the KV cache aside; each is named after its constant, in lower
 * case.
 */
enum InputRole {
  INPUT_IDS(2) {
    @Override
    int value(Pass pass, int row, int column) {
      return pass.id(row, column);
    }
  },
  /** 1 for what a row has, the new tokens included. */
  ATTENTION_MASK(2) {
    @Override
    int columns(Pass pass) {
      return pass.total();
    }

    @Override
    int value(Pass pass, int row, int column) {
      return column < pass.past(row) + pass.width() ? 1 : 0;
    }
  },
  POSITION_IDS(2) {
    @Override
    int value(Pass pass, int row, int column) {
      return pass.past(row) + column;
    }
  },
  /** The index of a row's last token, as GroupQueryAttention has it. */
  SEQLENS_K(1) {
    @Override
    int columns(Pass pass) {
      return 1;
    }

    @Override
    int value(Pass pass, int row, int column) {
      return pass.past(row) + pass.width() - 1;
    }
  },
  TOTAL_SEQUENCE_LENGTH(0) {
    @Override
    int rows(Pass pass) {
      return 1;
    }

    @Override
    int columns(Pass pass) {
      return 1;
    }

    @Override
    int value(Pass pass, int row, int column) {
      return pass.total();
    }
  },
  /** Two graphs in one file, as optimum merged them: 0 is the one that ignores the past. */
  USE_CACHE_BRANCH(1) {
    @Override
    int rows(Pass pass) {
      return 1;
    }

    @Override
    int columns(Pass pass) {
      return 1;
    }

    @Override
    int value(Pass pass, int row, int column) {
      return pass.past(0) > 0 ? 1 : 0;
    }
  };

  private final int rank;

  InputRole(int rank) {
    this.rank = rank;
  }

  int rank() {
    return rank;
  }

  int rows(Pass pass) {
    return pass.rows();
  }

  int columns(Pass pass) {
    return pass.width();
  }

  abstract int value(Pass pass, int row, int column);

  String inputName() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String toString() {
    return inputName();
  }

  static Optional<InputRole> named(String inputName) {
    return Arrays.stream(values()).filter(role -> role.inputName().equals(inputName)).findFirst();
  }
}
