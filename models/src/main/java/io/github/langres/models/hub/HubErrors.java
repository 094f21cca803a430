package io.github.langres.models.hub;

import io.github.langres.models.ModelException;
import io.github.langres.models.ModelSource;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.FileSystemException;

/** What an answer other than the file means, in words. */
final class HubErrors {
  private HubErrors() {}

  /**
   * The refusal that an answer is.
   *
   * @throws IOException when asking again may help
   */
  static ModelException of(
      ModelSource.Cached model, URI endpoint, boolean token, HttpResponse<?> response)
      throws IOException {
    int status = response.statusCode();
    // Where the answer came from, without the query: it may hold a signature.
    String host = response.uri().getHost();
    if (status == 408 || status == 429 || status >= 500) {
      throw new IOException(
          host
              + (status == 429 ? " asks to slow down" : " failed")
              + " (HTTP "
              + status
              + "); try again later");
    }
    String code = response.headers().firstValue("X-Error-Code").orElse("");
    String why =
        switch (status) {
          case 401, 403 -> denied(model, endpoint, token, code);
          case 404 -> absent(model, endpoint, code);
          case 407 ->
              "the proxy wants a name and a password: https_proxy=http://NAME:PASSWORD@HOST:PORT,"
                  + " and -Djdk.http.auth.tunneling.disabledSchemes= to let Java send them";
          default -> host + " refuses " + model;
        };
    return new ModelException.Download(why + " (HTTP " + status + ")");
  }

  private static String denied(ModelSource.Cached model, URI endpoint, boolean token, String code) {
    if (code.equals("GatedRepo")) {
      return model
          + " is gated: accept its terms at "
          + endpoint
          + "/"
          + model.id()
          + (token ? "" : ", then set HF_TOKEN");
    }
    return model
        + (token
            ? " does not exist, or the token may not read it"
            : " does not exist, or is private: set HF_TOKEN if you may read it");
  }

  private static String absent(ModelSource.Cached model, URI endpoint, String code) {
    return switch (code) {
      case "RevisionNotFound" -> model.id() + " has no revision " + model.revision();
      case "EntryNotFound" ->
          "a file that " + endpoint.getHost() + " lists for " + model + " is gone";
      default -> "no model " + model + " at " + endpoint;
    };
  }

  /** Why the network or the disk failed, in one line. */
  static String reason(IOException failure) {
    String message = failure.getMessage();
    if (failure instanceof FileSystemException) {
      return failure.getClass().getSimpleName() + ": " + message; // the message is the path alone
    }
    if (message == null || message.isBlank()) {
      return failure instanceof ConnectException
          ? "no connection; is the name right, is there a network, does it want https_proxy?"
          : failure.getClass().getSimpleName();
    }
    return message;
  }
}
