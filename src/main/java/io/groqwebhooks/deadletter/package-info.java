/** Events that could not be handled, kept as documents that people and other tools can read. */
@NullMarked
package io.groqwebhooks.deadletter;

import org.jspecify.annotations.NullMarked;
