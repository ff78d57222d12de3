/**
 * The benchmark ({@code mvn -Pbench verify}): what the receiver costs beside what it is built on.
 */
@NullMarked
package io.groqwebhooks.bench;

import org.jspecify.annotations.NullMarked;
