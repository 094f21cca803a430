package io.github.langres.engine.encode;

import io.github.langres.engine.TokenBatch;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an encoder's inputs hold; each is named after its constant, in lower case. */
enum InputRole {
  INPUT_IDS {
    @Override
    int value(TokenBatch tokens, int token, int position) {
      return tokens.ids()[token];
    }

    @Override
    int padding(Padding padding, int position) {
      return padding.padId();
    }
  },
  ATTENTION_MASK {
    @Override
    int value(TokenBatch tokens, int token, int position) {
      return 1;
    }
  },
  TOKEN_TYPE_IDS {
    @Override
    int value(TokenBatch tokens, int token, int position) {
      return tokens.typeIds().length == 0 ? 0 : tokens.typeIds()[token];
    }
  },
  POSITION_IDS {
    @Override
    int value(TokenBatch tokens, int token, int position) {
      return position;
    }

    @Override
    int padding(Padding padding, int position) {
      return position;
    }
  };

  /** What the input holds for a token at a position of its row. */
  abstract int value(TokenBatch tokens, int token, int position);

  /** What the input holds behind the end of a row. */
  int padding(Padding padding, int position) {
    return 0;
  }

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
