package io.groqwebhooks.claim.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** Opens the files of records. */
@FunctionalInterface
interface Disk {

  FileChannel open(Path file, OpenOption... options) throws IOException;
}
