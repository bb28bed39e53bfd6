package dev.rondo.example.bike;

import java.util.ArrayList;
import java.util.List;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.Model;
import org.tribuo.common.tree.LeafNode;
import org.tribuo.common.tree.Node;
import org.tribuo.common.tree.SplitNode;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.IndependentRegressionTreeModel;

/** Copies the trees of a Tribuo ensemble into a {@link ForestModel}. */
final class TribuoTrees {

    private final ForestModel.Builder forest;

    /** Maps Tribuo's feature numbers, which follow the alphabet, to ours. */
    private final int[] featureByTribuoId;

    private TribuoTrees(ForestModel.Builder forest, int[] featureByTribuoId) {
        this.forest = forest;
        this.featureByTribuoId = featureByTribuoId;
    }

    static ForestModel extract(Model<Regressor> ensemble, List<Feature> features, Target target) {
        var forest = new ForestModel.Builder(features, target);
        var trees = new TribuoTrees(forest, featureNumbers(ensemble.getFeatureIDMap(), features));
        for (var member : ((WeightedEnsembleModel<Regressor>) ensemble).getModels()) {
            forest.startTree();
            trees.copy(onlyRoot((IndependentRegressionTreeModel) member));
        }
        return forest.build();
    }

    private static int[] featureNumbers(ImmutableFeatureMap tribuo, List<Feature> features) {
        var numbers = new int[tribuo.size()];
        for (int id = 0; id < numbers.length; id++) {
            numbers[id] = features.indexOf(Feature.ofColumn(tribuo.get(id).getName()));
        }
        return numbers;
    }

    /** Tribuo grows one tree per label; there is one label. */
    private static Node<Regressor> onlyRoot(IndependentRegressionTreeModel tree) {
        return new ArrayList<>(tree.getRoots().values()).get(0);
    }

    private void copy(Node<Regressor> node) {
        if (node instanceof LeafNode<Regressor> leaf) {
            forest.leaf(leaf.getOutput().getValues()[0]);
        } else if (node instanceof SplitNode<Regressor> split) {
            int number = forest.split(featureByTribuoId[split.getFeatureID()], split.splitValue());
            copy(split.getLessThanOrEqual());
            forest.aboveStartsHere(number);
            copy(split.getGreaterThan());
        } else {
            throw new IllegalStateException(
                    "Tribuo returned a tree with a node that is neither split nor leaf: " + node);
        }
    }
}
