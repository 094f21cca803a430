/** The Hugging Face cache, and downloads into it: the only room with network. */
@NullMarked
package io.github.langres.models.hub;

import org.jspecify.annotations.NullMarked;
