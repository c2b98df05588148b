package org.fedner.audit.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes tiles, and deletes narrower versions of a tile once everything that replaces them is durable. */
final class PartialTiles {

    private final DurableFiles files;
    private final Set<TilePath> partials = new HashSet<>();
    private final Set<TilePath> written = new HashSet<>();

    PartialTiles(DurableFiles files, LogFiles listed) {
        this.files = files;
        for (TilePath tile : listed.tiles()) {
            if (tile.width() < TilePath.FULL) {
                partials.add(tile);
            } else if (listed.widths(tile.level(), tile.index()).size() > 1) {
                written.add(tile); // outgrown before a crash, and not yet deleted
            }
        }
    }

    void write(TilePath tile, byte[] bytes) throws IOException {
        files.write(tile.toString(), bytes);
        written.add(tile);
    }

    void deleteOutgrown() throws IOException {
        List<TilePath> outgrown = new ArrayList<>();
        for (TilePath narrow : partials) {
            for (TilePath wide : written) {
                if (wide.level() == narrow.level() && wide.index() == narrow.index() && wide.width() > narrow.width()) {
                    outgrown.add(narrow);
                }
            }
        }
        for (TilePath narrow : outgrown) {
            files.delete(narrow.toString());
            partials.remove(narrow);
        }
        written.stream().filter(tile -> tile.width() < TilePath.FULL).forEach(partials::add);
        written.clear();
    }
}
