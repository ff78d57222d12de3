/**
 * Sends events on, signed: the Kamelet {@code signed-webhook-sink} and the targets that it posts
 * to.
 */
@NullMarked
package io.groqwebhooks.forward;

import org.jspecify.annotations.NullMarked;
