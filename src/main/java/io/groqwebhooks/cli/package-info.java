/**
 * Commands of the packaged jar, which run without Spring. Public API is what they print and return.
 */
@NullMarked
package io.groqwebhooks.cli;

import org.jspecify.annotations.NullMarked;
