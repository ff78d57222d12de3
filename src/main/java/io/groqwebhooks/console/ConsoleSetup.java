package io.groqwebhooks.console;

import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.queue.QueueDepths;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import java.net.URI;
import java.security.cert.Certificate;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the console is about.
 *
 * @param settings the receiver's settings
 * @param sources its sources
 * @param log its log of deliveries, or null if it has none
 * @param queues tells how much waits in queues
 * @param receiver where the receiver takes webhooks; what every source's path comes behind
 * @param certificates those that the receiver itself has at the moment, if it serves HTTPS
 */
public record ConsoleSetup(
    WebhookSettings settings,
    WebhookSources sources,
    @Nullable DeliveryQueries log,
    QueueDepths queues,
    URI receiver,
    Supplier<Set<Certificate>> certificates) {}
