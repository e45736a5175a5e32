/**
 * What the library's tests are made of, and a part of it as a kit for yours: the artifact {@code zerocopy-core} with
 * the classifier {@code testkit}, in the scope of tests. Try your own channels with what ours had to stand.
 *
 * <ul>
 *   <li>{@link io.zerocopy.testkit.Content} is bytes that can be told by their position, so that one that is lost,
 *       doubled or misplaced shows; {@link io.zerocopy.testkit.ContentCheck} compares.
 *   <li>Peers behind real sockets: {@link io.zerocopy.testkit.Peer} reads fast, slowly or not at all, closes or resets;
 *       {@link io.zerocopy.testkit.PipePeer} is one behind a pipe. {@link io.zerocopy.testkit.ConnectedPair} is two
 *       plain ends.
 *   <li>Ill-behaved channels: {@link io.zerocopy.testkit.Targets} take little, nothing, or throw;
 *       {@link io.zerocopy.testkit.LyingTarget} and {@link io.zerocopy.testkit.LyingSource} break their contract;
 *       {@link io.zerocopy.testkit.TurnTarget} has the room of an event loop's turn;
 *       {@link io.zerocopy.testkit.ForeignFileChannel} and {@link io.zerocopy.testkit.StreamFile} are files that are
 *       not the JDK's.
 *   <li>{@link io.zerocopy.testkit.LeakCheck} fails if descriptors, direct memory, threads or unfinished files are
 *       left.
 *   <li>{@link io.zerocopy.testkit.Await}, {@link io.zerocopy.testkit.Background} and
 *       {@link io.zerocopy.testkit.HeldExecutor} for tests that wait without sleeping.
 * </ul>
 *
 * <p>The kit needs the JDK and nothing else; {@link io.zerocopy.testkit.LeftOvers} and {@link io.zerocopy.testkit.Skip}
 * alone are for JUnit Jupiter, which is yours to bring. It is no part of what the library promises to keep: any release
 * may change it. Not in the kit are the classes of this package that start processes or call tools of the system.
 */
@NullMarked
package io.zerocopy.testkit;

import org.jspecify.annotations.NullMarked;
