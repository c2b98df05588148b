package org.fedner.model.benchmark;

import java.util.ArrayList;
import java.util.List;
import org.fedner.model.network.MatrixProducts.Product;
import org.fedner.model.parameters.CharacterLayer;
import org.fedner.model.parameters.NetworkSpec;
import org.fedner.model.parameters.WordCnn;

/** The matrix products of one gradient: forward, and backward by weights and by inputs. */
final class StepProducts {
    private static final int SIDE = 1024;

    /** Whose speed stands for the machine's. */
    static final Product LARGE = new Product(SIDE, SIDE, SIDE, 1);

    private StepProducts() {}

    /** @param tokens of each sentence */
    static List<Product> of(NetworkSpec spec, int tags, int sentences, int tokens) {
        List<Product> all = new ArrayList<>();
        int places = sentences * tokens;
        CharacterLayer.Cnn characters = (CharacterLayer.Cnn) spec.characters().orElseThrow();
        add(all, characters.tableSize(), characters.dimension(), characters.filters(), characters.width());
        WordCnn cnn = spec.wordCnn().orElseThrow();
        for (int width : cnn.widths()) {
            add(all, places, width * spec.wordDimension(), cnn.filters(), 1);
        }
        int in = spec.contextDimension();
        for (int units : spec.lstmUnits()) {
            add(all, places, in, 4 * units, 2);
            all.add(new Product(sentences, units, 4 * units, 2 * tokens));
            all.add(new Product(sentences, 4 * units, units, 2 * tokens));
            all.add(new Product(units, places, 4 * units, 2));
            in = 2 * units;
        }
        add(all, places, in, tags, 1);
        return all;
    }

    private static void add(List<Product> all, int rows, int in, int out, int times) {
        all.add(new Product(rows, in, out, times));
        all.add(new Product(rows, out, in, times));
        all.add(new Product(in, rows, out, times));
    }

    /** Multiplications and additions of all of them. */
    static double operations(List<Product> products) {
        return products.stream().mapToDouble(Product::operations).sum();
    }
}
