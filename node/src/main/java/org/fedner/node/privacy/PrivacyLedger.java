package org.fedner.node.privacy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fedner.audit.event.DatasetId;
import org.fedner.audit.event.DpReserve;
import org.fedner.audit.event.Leaf;
import org.fedner.audit.event.Sha256Hex;

/**
 * What a site's data set has cost so far, over all jobs: an append-only file, one line a step, each naming the digest of the
 * line before. A step is in it, forced to disk, before its noise is drawn; nothing is ever taken back.
 *
 * <p>It is kept with the site's identity, not with a job, so another job's name or work folder finds the same budget. Read
 * back, every line's digest and epsilon are computed anew. {@link #requireNotBehind} compares it with an audit log: a ledger
 * that was put back to an older state lacks what the log has. One process holds it at a time.
 */
public final class PrivacyLedger implements AutoCloseable {
    /** The file's name in the ledger's folder. */
    public static final String FILE = "privacy.ledger";

    private static final String MAGIC = "fedner privacy ledger 1 ";
    private static final int DATASET_BYTES = 16;

    private final Path file;
    private final FileChannel channel;
    private final DatasetId dataset;
    private final List<DpReserve> entries = new ArrayList<>();
    private final Spending spending = new Spending();
    private Sha256Hex last;

    private PrivacyLedger(Path file, FileChannel channel, DatasetId dataset, List<DpReserve> found) {
        this.file = file;
        this.channel = channel;
        this.dataset = dataset;
        this.last = head(dataset);
        for (DpReserve entry : found) {
            entries.add(entry);
            spending.add(entry.mechanism());
            last = entry.entrySha256();
        }
    }

    /**
     * Opens the ledger in a folder, or begins one there.
     *
     * @throws LedgerException if it is damaged, or held by another process
     */
    public static PrivacyLedger open(Path folder) throws IOException, LedgerException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(file, channel);
            if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            }
            String text = read(channel);
            int whole = text.lastIndexOf('\n') + 1; // a line that was not finished was never spent on
            if (whole == 0) {
                byte[] id = new byte[DATASET_BYTES];
                new SecureRandom().nextBytes(id);
                text = MAGIC + DatasetId.of(id).hex() + "\n";
                whole = text.length();
                channel.truncate(0);
                channel.position(0);
                write(channel, text);
                forceFolder(folder);
            }
            channel.truncate(whole);
            channel.position(whole);
            return parsed(file, channel, text.substring(0, whole));
        } catch (IOException | LedgerException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(Path file, FileChannel channel) throws IOException, LedgerException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return; // held until the channel closes
            }
        } catch (OverlappingFileLockException e) {
            throw LedgerException.inUse(file);
        }
        throw LedgerException.inUse(file);
    }

    private static String read(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(channel.size()));
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            continue;
        }
        return new String(bytes.array(), StandardCharsets.US_ASCII);
    }

    private static void write(FileChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(true);
    }

    /** The name of a new file must survive a crash as well. */
    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private static PrivacyLedger parsed(Path file, FileChannel channel, String text) throws LedgerException {
        List<String> lines = text.lines().toList();
        try {
            return new PrivacyLedger(file, channel, dataset(lines.get(0)), entries(lines));
        } catch (IllegalArgumentException e) {
            throw LedgerException.damaged(file, e.getMessage());
        }
    }

    private static DatasetId dataset(String head) {
        if (!head.startsWith(MAGIC)) {
            throw new IllegalArgumentException("it has not the head of a ledger");
        }
        return new DatasetId(head.substring(MAGIC.length()));
    }

    private static List<DpReserve> entries(List<String> lines) {
        DatasetId dataset = dataset(lines.get(0));
        Sha256Hex last = head(dataset);
        List<DpReserve> entries = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            LedgerEntry entry = LedgerEntry.parse(lines.get(i), dataset);
            if (!entry.previous().equals(last)) {
                throw new IllegalArgumentException("line %d does not follow the one before".formatted(i + 1));
            }
            entries.add(entry.reserve());
            last = entry.reserve().entrySha256();
        }
        requireConsistent(entries);
        return entries;
    }

    private static Sha256Hex head(DatasetId dataset) {
        return Sha256Hex.over((MAGIC + dataset.hex()).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Computes digest and epsilon of every entry anew from those before it: a ledger's own, or what audit logs say was spent.
     *
     * @param entries of one data set, all of them, in their order
     * @throws IllegalArgumentException naming the first that does not follow
     */
    public static void requireConsistent(List<DpReserve> entries) {
        Spending spending = new Spending();
        Optional<Sha256Hex> last = Optional.empty();
        for (int i = 0; i < entries.size(); i++) {
            DpReserve stated = entries.get(i);
            if (stated.entry() != i + 1) {
                throw new IllegalArgumentException("entry %d is missing".formatted(i + 1));
            }
            LedgerEntry computed = LedgerEntry.after(last.orElse(head(stated.dataset())), stated);
            if (!computed.reserve().equals(stated)) {
                throw new IllegalArgumentException("entry %d has another digest than its own".formatted(i + 1));
            }
            long before = spending.epsilonNano(stated.deltaFemto());
            spending.add(stated.mechanism());
            if (before != stated.epsBeforeNano()
                    || spending.epsilonNano(stated.deltaFemto()) != stated.epsAfterNano()) {
                throw new IllegalArgumentException(
                        "entry %d states an epsilon that does not follow from those before".formatted(i + 1));
            }
            last = Optional.of(stated.entrySha256());
        }
    }

    /** The entries of the ledger in a folder, without holding it; none where there is no ledger. */
    public static List<DpReserve> read(Path folder) throws IOException, LedgerException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return List.of();
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        List<String> lines =
                text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        try {
            return lines.isEmpty() ? List.of() : entries(lines);
        } catch (IllegalArgumentException e) {
            throw LedgerException.damaged(file, e.getMessage());
        }
    }

    /** Random, and in every entry's event. */
    public DatasetId dataset() {
        return dataset;
    }

    /** In their order. */
    public List<DpReserve> entries() {
        return List.copyOf(entries);
    }

    /** What was spent at a delta in units of 10^-15, in units of 10^-9. */
    public long spentNano(long deltaFemto) {
        return spending.epsilonNano(deltaFemto);
    }

    /**
     * Spends one step, durably, before this returns.
     *
     * @param jobBudgetNano what the job may spend of it by itself
     * @param budgetNano what all jobs together may
     * @return the event for the audit log
     * @throws BudgetExhaustedException if it does not fit; nothing was spent
     * @throws IOException if it cannot be written; then no noise may be drawn, and the ledger must be opened anew
     */
    public DpReserve reserve(
            LedgerPlace place, PrivacyTerms terms, long deltaFemto, long jobBudgetNano, long budgetNano)
            throws BudgetExhaustedException, IOException {
        requireWithinJob(place, terms, deltaFemto, jobBudgetNano);
        long before = spending.epsilonNano(deltaFemto);
        long after = spending.with(terms.mechanism()).epsilonNano(deltaFemto);
        if (after > budgetNano) {
            throw new BudgetExhaustedException(before, after, budgetNano);
        }
        LedgerEntry entry = LedgerEntry.of(
                last, place, dataset, entries.size() + 1L, terms.mechanism(), deltaFemto, before, after, budgetNano);
        write(channel, entry.line() + "\n");
        spending.add(terms.mechanism());
        entries.add(entry.reserve());
        last = entry.reserve().entrySha256();
        return entry.reserve();
    }

    private void requireWithinJob(LedgerPlace place, PrivacyTerms terms, long deltaFemto, long budgetNano)
            throws BudgetExhaustedException {
        Spending ofJob = new Spending();
        entries.stream()
                .filter(entry -> entry.job().equals(place.job()))
                .forEach(entry -> ofJob.add(entry.mechanism()));
        long after = ofJob.with(terms.mechanism()).epsilonNano(deltaFemto);
        if (after > budgetNano) {
            throw new BudgetExhaustedException(ofJob.epsilonNano(deltaFemto), after, budgetNano);
        }
    }

    /**
     * Refuses a ledger that lacks what an audit log of this site says was spent: it was put back to an older state, or another
     * one was put in its place.
     */
    public void requireNotBehind(List<Leaf> log) throws LedgerException {
        for (Leaf leaf : log) {
            if (leaf.event() instanceof DpReserve logged && !holds(logged)) {
                throw LedgerException.behind(file, logged.entry(), entries.size());
            }
        }
    }

    private boolean holds(DpReserve logged) {
        return logged.entry() <= entries.size()
                && entries.get((int) logged.entry() - 1).equals(logged);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
