package io.zerocopy;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of permissions: nobody may read the new file who could not read the one it replaces, or is a copy of. */
class PermissionsTest {
    private static final int OWNER = 1000;
    private static final int GROUP = 100;
    private static final int OTHER = 7;

    private static FileStatus status(int bits, int owner, int group) {
        return new FileStatus(FileStatus.Type.REGULAR, bits, owner, group, null);
    }

    private static int whole(@Nullable FileStatus replaced, @Nullable FileStatus copied, int owner, int group) {
        Permissions permissions = new Permissions(replaced, copied);
        FileStatus made = status(permissions.atFirst(), owner, group);
        int bits = permissions.whole(made, 0644);
        assertThat(permissions.atFirst() & 044 & ~bits)
                .as("who may read the file on its way, and not the whole one")
                .isZero();
        return bits;
    }

    private static int octal(String bits) {
        return Integer.parseInt(bits, 8);
    }

    /** In its own group, in another one, and of another owner. */
    @ParameterizedTest
    @CsvSource({
        "644, 644, 644, 644",
        "640, 640, 600, 640",
        "604, 604, 600, 604",
        "664, 664, 644, 664",
        "626, 626, 622, 626",
        "2664, 2664, 644, 2664",
        "2755, 2755, 755, 2755",
        "4755, 4755, 4755, 755",
        "6750, 6750, 4700, 2750",
        "1644, 1644, 1644, 1644",
        "000, 000, 000, 000"
    })
    void whatReplacesAFile(String old, String kept, String otherGroup, String otherOwner) {
        FileStatus replaced = status(octal(old), OWNER, GROUP);
        assertThat(whole(replaced, null, OWNER, GROUP)).isEqualTo(octal(kept));
        assertThat(whole(replaced, null, OWNER, OTHER)).isEqualTo(octal(otherGroup));
        assertThat(whole(replaced, null, OTHER, GROUP)).isEqualTo(octal(otherOwner));
    }

    /** Where any new file is 0644, in the group of the source and in another one. */
    @ParameterizedTest
    @CsvSource({
        "644, 644, 644",
        "444, 644, 644",
        "755, 644, 644",
        "4755, 644, 644",
        "640, 640, 600",
        "604, 604, 600",
        "660, 640, 600",
        "600, 600, 600",
        "400, 600, 600",
        "000, 600, 600"
    })
    void whatIsACopy(String source, String sameGroup, String otherGroup) {
        FileStatus copied = status(octal(source), OWNER, GROUP);
        assertThat(whole(null, copied, OTHER, GROUP)).isEqualTo(octal(sameGroup));
        assertThat(whole(null, copied, OTHER, OTHER)).isEqualTo(octal(otherGroup));
    }

    /** The source is in the group of what is replaced, and in another one. */
    @ParameterizedTest
    @CsvSource({
        "644, 644, 644, 644",
        "640, 644, 640, 640",
        "644, 640, 640, 600",
        "664, 600, 600, 600",
        "666, 640, 660, 600",
        "620, 644, 620, 620",
        "2664, 644, 2664, 2664"
    })
    void whatIsACopyAndReplacesAFile(String old, String source, String sameGroup, String otherGroup) {
        FileStatus replaced = status(octal(old), OWNER, GROUP);
        assertThat(whole(replaced, status(octal(source), OTHER, GROUP), OWNER, GROUP))
                .isEqualTo(octal(sameGroup));
        assertThat(whole(replaced, status(octal(source), OTHER, OTHER), OWNER, GROUP))
                .isEqualTo(octal(otherGroup));
    }

    @Test
    void aSystemWithoutPermissionsChangesNothing() {
        FileStatus none = status(FileStatus.UNKNOWN, FileStatus.UNKNOWN, FileStatus.UNKNOWN);
        assertThat(new Permissions(none, none).atFirst()).isEqualTo(0666);
        assertThat(new Permissions(null, none).dependOnTheGroup()).isFalse();
        assertThat(new Permissions(null, null).dependOnTheGroup()).isFalse();
    }

    @Test
    void onlyWhatItsGroupReadsAndOthersDoNotHasToBeTried() {
        assertThat(new Permissions(null, status(0640, OWNER, GROUP)).dependOnANewFile())
                .isTrue();
        assertThat(new Permissions(null, status(0600, OWNER, GROUP)).dependOnANewFile())
                .isFalse();
        assertThat(new Permissions(null, status(0755, OWNER, GROUP)).dependOnANewFile())
                .isFalse();
    }
}
