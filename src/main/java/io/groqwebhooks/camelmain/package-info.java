/** Brings sources into an application on Camel Main, without Spring. Nothing here is public API. */
@NullMarked
package io.groqwebhooks.camelmain;

import org.jspecify.annotations.NullMarked;
