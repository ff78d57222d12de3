/**
 * Brings sources into an application on Spring Boot: wiring only, of beans that give way to the
 * application's. Public API are the names of the auto-configurations.
 */
@NullMarked
package io.groqwebhooks.autoconfigure;

import org.jspecify.annotations.NullMarked;
