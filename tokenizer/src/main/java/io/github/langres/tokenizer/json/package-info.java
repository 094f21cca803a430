/** The house's one JSON reader, over Jackson's streaming parser. Not an API for users. */
@NullMarked
package io.github.langres.tokenizer.json;

import org.jspecify.annotations.NullMarked;
