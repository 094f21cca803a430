package io.github.langres.engine.encode;

/** What the model says about inputs: the id that fills short rows, and where positions start. */
record Padding(int padId, int firstPosition) {}
