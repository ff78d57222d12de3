package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.queue.QueueDepths;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What the console is about.
 *
 * @param settings the receiver's settings
 * @param sources its sources
 * @param log its log of deliveries, or null if it has none
 * @param queues tells how much waits in queues
 * @param receiver where the receiver takes webhooks, without a path
 */
public record ConsoleSetup(
    WebhookSettings settings,
    WebhookSources sources,
    @Nullable DeliveryQueries log,
    QueueDepths queues,
    URI receiver) {}
