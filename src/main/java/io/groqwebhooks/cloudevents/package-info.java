/**
 * Events as CloudEvents 1.0, so that systems understand them that know nothing of webhooks.
 *
 * <p>Public API: {@link io.groqwebhooks.cloudevents.CloudEvent}, and the types {@code
 * webhook:cloudevents} and {@code webhook:cloudevents-structured} that routes transform events to
 * ({@code transformDataType}). All else is public for Camel and the other packages only.
 */
@NullMarked
package io.groqwebhooks.cloudevents;

import org.jspecify.annotations.NullMarked;
