package org.fedner.aggregation.protocol;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Tag;

/** Whole federations, at every moment of a run or hundreds of times: part of every build, but not run for each mutant. */
@Tag("long")
@Retention(RetentionPolicy.RUNTIME)
@interface LongRun {}
