/**
 * From messages to the text a model was trained on: {@link
 * io.github.langres.tokenizer.chat.ChatTemplate} renders the Jinja template of a model folder.
 */
@NullMarked
package io.github.langres.tokenizer.chat;

import org.jspecify.annotations.NullMarked;
