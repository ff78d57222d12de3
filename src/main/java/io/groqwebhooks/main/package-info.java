/** Sources in an application on Camel Main, without Spring. */
@NullMarked
package io.groqwebhooks.main;

import org.jspecify.annotations.NullMarked;
