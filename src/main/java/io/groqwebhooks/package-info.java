/** The entry point of the packaged jar. */
@NullMarked
package io.groqwebhooks;

import org.jspecify.annotations.NullMarked;
