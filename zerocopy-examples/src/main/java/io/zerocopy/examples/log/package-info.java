/**
 * An append-only log and its broker: why Kafka is fast, small enough to read in an hour.
 *
 * <p>Consumers are sent ranges of segment files by sendfile, and the broker never sees what is in them. A good order to
 * read in, one concept a file:
 *
 * <ul>
 *   <li>the format: {@code BatchHeader}, {@code Batch};
 *   <li>storage: {@code Segment} with its {@code OffsetIndex}, {@code Mark} and {@code Slice}, {@code Log},
 *       {@code Retention};
 *   <li>death and disk: {@code Scan}, {@code Recovery}, {@code Flush}; {@code FolderLock};
 *   <li>the protocol: {@code Request}, {@code AnswerHead}, {@code Answer};
 *   <li>the broker: {@code Broker}, which is the loop, {@code Session}, which is a client, {@code Desk}, which does
 *       what is asked for, {@code Inbox} and {@code BatchBuffers}, where batches come in, {@code Flusher};
 *   <li>clients: {@code Producer}, {@code Consumer} with its {@code LongPoll}, and {@code Mirror}, a second log.
 * </ul>
 *
 * <p>What it leaves out: partitions, consumer groups, replication that is agreed on, compression, authentication, TLS
 * (which sendfile cannot serve), and producers that may repeat a batch without its being appended twice.
 */
@NullMarked
package io.zerocopy.examples.log;

import org.jspecify.annotations.NullMarked;
