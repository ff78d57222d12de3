/** Sources in an application on Camel Main, without Spring. */
@NullMarked
package io.groqwebhooks.camelmain;

import org.jspecify.annotations.NullMarked;
