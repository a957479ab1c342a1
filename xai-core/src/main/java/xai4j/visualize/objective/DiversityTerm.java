package xai4j.visualize.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.mult.VectorVectorMult_DDRM;
import xai4j.model.FeatureMapLayout;
import xai4j.model.Layer;
import xai4j.tensor.Tensor;

/**
 * How different the pictures of a batch are (Olah et al. 2017): the negative mean cosine between the Gram matrices {@code G =
 * F Fᵀ} of their channels at a layer. For image i it is {@code −Σ_{j≠i} ⟨Gᵢ, Gⱼ⟩ / (‖Gᵢ‖ ‖Gⱼ‖ (N − 1))}.
 */
record DiversityTerm(Layer whole, double weight) implements ObjectiveTerm {
    @Override
    public Optional<Layer> layer() {
        return Optional.of(whole);
    }

    @Override
    public boolean isLinear() {
        return false;
    }

    @Override
    public double[] of(Tensor values, Tensor derivative) {
        FeatureMapLayout planes = FeatureMapLayout.of(whole, values.shape());
        int images = planes.images();
        double[] sums = new double[images];
        if (images == 1) {
            return sums;
        }
        List<DMatrixRMaj> features = new ArrayList<>();
        List<DMatrixRMaj> directions = new ArrayList<>();
        double[] norms = new double[images];
        for (int image = 0; image < images; image++) {
            DMatrixRMaj f = features(values, planes, image);
            DMatrixRMaj gram = new DMatrixRMaj(planes.channels(), planes.channels());
            CommonOps_DDRM.multTransB(f, f, gram);
            norms[image] = NormOps_DDRM.normF(gram);
            CommonOps_DDRM.scale(norms[image] > 0 ? 1 / norms[image] : 0, gram);
            features.add(f);
            directions.add(gram);
        }
        for (int image = 0; image < images; image++) {
            DMatrixRMaj g = directions.get(image);
            DMatrixRMaj others = new DMatrixRMaj(planes.channels(), planes.channels());
            for (int j = 0; j < images; j++) {
                if (j != image) {
                    CommonOps_DDRM.addEquals(others, directions.get(j));
                }
            }
            double cosine = VectorVectorMult_DDRM.innerProd(others, g);
            sums[image] = -weight * cosine / (images - 1);
            if (norms[image] > 0) {
                // each pair counts for both of its images, and G = F Fᵀ depends on F twice
                CommonOps_DDRM.addEquals(others, -cosine, g);
                DMatrixRMaj slope = new DMatrixRMaj(planes.channels(), planes.area());
                CommonOps_DDRM.mult(-4 * weight / (norms[image] * (images - 1)), others, features.get(image), slope);
                add(slope, derivative, planes, image);
            }
        }
        return sums;
    }

    private static DMatrixRMaj features(Tensor values, FeatureMapLayout planes, int image) {
        DMatrixRMaj features = new DMatrixRMaj(planes.channels(), planes.area());
        for (int k = 0; k < planes.channels(); k++) {
            for (int place = 0; place < planes.area(); place++) {
                features.set(k, place, values.at(planes.at(image, k, place)));
            }
        }
        return features;
    }

    private static void add(DMatrixRMaj slope, Tensor derivative, FeatureMapLayout planes, int image) {
        for (int k = 0; k < planes.channels(); k++) {
            for (int place = 0; place < planes.area(); place++) {
                int at = planes.at(image, k, place);
                derivative.set(at, (float) (derivative.at(at) + slope.get(k, place)));
            }
        }
    }

    @Override
    public ObjectiveTerm times(double factor) {
        return new DiversityTerm(whole, weight * factor);
    }
}
