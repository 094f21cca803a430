/**
 * Gathers requests of many threads into batches: {@link
 * io.github.langres.engine.schedule.BatchScheduler} and what it takes.
 */
@NullMarked
package io.github.langres.engine.schedule;

import org.jspecify.annotations.NullMarked;
