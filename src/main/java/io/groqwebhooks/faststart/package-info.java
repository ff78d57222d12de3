/**
 * Makes a receiver that starts fast: the packaged jar is unpacked, the receiver handles events of
 * its own, and what the JVM has learnt of it is kept for later starts. Nothing of this runs when
 * deliveries are received; the command {@code train} is the only caller.
 *
 * <p>No type here is for applications that embed the jar.
 */
@NullMarked
package io.groqwebhooks.faststart;

import org.jspecify.annotations.NullMarked;
