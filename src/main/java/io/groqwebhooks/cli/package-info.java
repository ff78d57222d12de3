/** Commands of the packaged jar that run without Spring. */
@NullMarked
package io.groqwebhooks.cli;

import org.jspecify.annotations.NullMarked;
