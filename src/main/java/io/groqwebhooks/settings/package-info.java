/**
 * Settings: every group is a record with its defaults and checks, in plain Java. Spring binds the
 * records, and {@link io.groqwebhooks.settings.SettingsReader} reads them where there is no Spring.
 *
 * <p>Public API: {@link io.groqwebhooks.settings.WebhookSettings} and its groups, for applications
 * that ask for them as beans. Everything else may change.
 */
@NullMarked
package io.groqwebhooks.settings;

import org.jspecify.annotations.NullMarked;
