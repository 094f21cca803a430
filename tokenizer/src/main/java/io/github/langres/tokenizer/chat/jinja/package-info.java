/**
 * The Jinja subset of chat templates: source, tokens, a sealed tree of records, a tree-walking
 * renderer. It mirrors Python's jinja2 3.1 as transformers configures it (sandboxed, {@code
 * trim_blocks}, {@code lstrip_blocks}, no autoescape) and knows nothing of chats or files.
 *
 * <p>No reflection: a template reaches the values it was given and the listed filters, tests,
 * functions and methods, nothing else. More files than usual, because each is one Python notion
 * (repr, percent-format, json.dumps, strftime, …) and short.
 */
@NullMarked
package io.github.langres.tokenizer.chat.jinja;

import org.jspecify.annotations.NullMarked;
