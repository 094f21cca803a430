package io.github.langres.models.hub;

import io.github.langres.models.ModelException;
import io.github.langres.tokenizer.json.Json;
import io.github.langres.tokenizer.json.JsonException;
import io.github.langres.tokenizer.json.JsonObject;
import java.util.List;

/**
 * What a hub says of a revision.
 *
 * @param commit its hash
 * @param names of its files, checked
 */
record RepositoryListing(String commit, List<String> names) {

  /** Reads the answer of {@code /api/models/ID/revision/REVISION}. */
  static RepositoryListing parse(String source, String json) {
    try {
      JsonObject answer = Json.parseObject(source, json);
      String commit = answer.string("sha");
      if (!HubCache.COMMIT.matcher(commit).matches()) {
        throw new ModelException.Download(source + ": \"sha\" is no commit");
      }
      List<String> names =
          answer.listOrEmpty("siblings").stream()
              .map(file -> JsonObject.object(source, file).string("rfilename"))
              .map(RemoteNames::require)
              .toList();
      return new RepositoryListing(commit, names);
    } catch (JsonException e) {
      throw new ModelException.Download(
          e.getMessage() + "; is it a Hugging Face hub or a mirror of one?", e);
    }
  }
}
