/** Configuration properties and Spring Boot wiring. */
@NullMarked
package io.groqwebhooks.autoconfigure;

import org.jspecify.annotations.NullMarked;
