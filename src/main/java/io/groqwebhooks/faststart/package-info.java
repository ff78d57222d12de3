/** A receiver that has been unpacked and trained, so that it starts fast. */
@NullMarked
package io.groqwebhooks.faststart;

import org.jspecify.annotations.NullMarked;
