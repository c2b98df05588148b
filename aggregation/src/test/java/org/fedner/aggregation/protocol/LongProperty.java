package org.fedner.aggregation.protocol;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import net.jqwik.api.Tag;

/** As {@link LongRun}, for properties: they are of another engine. */
@Tag("long")
@Retention(RetentionPolicy.RUNTIME)
@interface LongProperty {}
