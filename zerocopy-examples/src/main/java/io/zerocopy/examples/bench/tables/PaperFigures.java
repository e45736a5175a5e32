package io.zerocopy.examples.bench.tables;

import java.util.List;

/**
 * A line of table 1 of "Efficient data transfer through zero copy" by Sathish K. Palaniappan and Pramod B. Nagaraja
 * (IBM developerWorks, 2008), https://developer.ibm.com/articles/j-zerocopy/: milliseconds on a Linux 2.6 of then.
 *
 * @param megabytes of the file
 * @param loopMillis by the classic loop
 * @param transferToMillis by transferTo
 */
record PaperFigures(int megabytes, int loopMillis, int transferToMillis) {
    static final List<PaperFigures> ALL = List.of(
            new PaperFigures(7, 156, 45),
            new PaperFigures(21, 337, 128),
            new PaperFigures(63, 843, 387),
            new PaperFigures(98, 1320, 617),
            new PaperFigures(200, 2124, 1150),
            new PaperFigures(350, 3631, 1762),
            new PaperFigures(700, 13498, 4422),
            new PaperFigures(1024, 18399, 8537));
}
