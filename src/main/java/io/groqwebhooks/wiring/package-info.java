/**
 * The beans and properties that routes need by name, in one list for every kind of application.
 *
 * <p>Nothing here is public API, but the names of the beans are: routes refer to them.
 */
@NullMarked
package io.groqwebhooks.wiring;

import org.jspecify.annotations.NullMarked;
