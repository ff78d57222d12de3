/**
 * From the first byte of a request to a verified event in a route, and from what happened there to
 * the answer, whatever the HTTP server is.
 *
 * <p>Public API: {@link io.groqwebhooks.intake.DeliveryListener} and {@link
 * io.groqwebhooks.intake.Outcome}; and for YAML the names of {@link
 * io.groqwebhooks.intake.VerifySignature} and {@link io.groqwebhooks.intake.ReadEnvelope}. The
 * other public types are for the rooms of HTTP servers, and may change.
 */
@NullMarked
package io.groqwebhooks.intake;

import org.jspecify.annotations.NullMarked;
