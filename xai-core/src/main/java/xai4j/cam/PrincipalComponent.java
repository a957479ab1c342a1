package xai4j.cam;

import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;
import xai4j.model.ModelException;

/**
 * Projects feature maps onto their first principal component (Muhammad and Yeasin 2020): M is {@code [h·w, K]} with centred
 * columns, the map is {@code M · v₁}.
 *
 * <p>A singular vector's sign is arbitrary; it is chosen so that the map correlates positively with the mean over the
 * channels.
 */
final class PrincipalComponent {
    private PrincipalComponent() {}

    static float[] of(FeatureMaps maps) {
        int area = maps.area();
        int channels = maps.channels();
        DMatrixRMaj centred = new DMatrixRMaj(area, channels);
        for (int k = 0; k < channels; k++) {
            double mean = maps.mean(k);
            for (int i = 0; i < area; i++) {
                centred.set(i, k, maps.at(k, i) - mean);
            }
        }
        double[] projection = area <= channels ? fromRows(centred) : fromColumns(centred);
        float[] result = new float[area];
        double sign = agreement(projection, maps.total()) < 0 ? -1 : 1;
        for (int i = 0; i < area; i++) {
            result[i] = (float) (sign * projection[i]);
        }
        return result;
    }

    /** σ₁u₁ from M·Mᵀ. */
    private static double[] fromRows(DMatrixRMaj m) {
        DMatrixRMaj gram = new DMatrixRMaj(m.numRows, m.numRows);
        CommonOps_DDRM.multTransB(m, m, gram);
        Top top = top(gram);
        double sigma = Math.sqrt(Math.max(0, top.value));
        double[] projection = new double[m.numRows];
        for (int i = 0; i < projection.length; i++) {
            projection[i] = sigma * top.vector.get(i);
        }
        return projection;
    }

    /** M·v₁ from Mᵀ·M. */
    private static double[] fromColumns(DMatrixRMaj m) {
        DMatrixRMaj gram = new DMatrixRMaj(m.numCols, m.numCols);
        CommonOps_DDRM.multTransA(m, m, gram);
        DMatrixRMaj projection = new DMatrixRMaj(m.numRows, 1);
        CommonOps_DDRM.mult(m, top(gram).vector, projection);
        return projection.getData().clone();
    }

    private record Top(double value, DMatrixRMaj vector) {}

    private static Top top(DMatrixRMaj symmetric) {
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(symmetric.numRows, true, true);
        if (!eigen.decompose(symmetric)) {
            throw new ModelException("the principal component of the feature maps could not be computed");
        }
        int best = 0;
        for (int i = 1; i < eigen.getNumberOfEigenvalues(); i++) {
            if (eigen.getEigenvalue(i).getReal() > eigen.getEigenvalue(best).getReal()) {
                best = i;
            }
        }
        return new Top(eigen.getEigenvalue(best).getReal(), eigen.getEigenVector(best));
    }

    private static double agreement(double[] projection, float[] total) {
        double mean = 0;
        for (float value : total) {
            mean += value / (double) total.length;
        }
        double sum = 0;
        for (int i = 0; i < total.length; i++) {
            sum += projection[i] * (total[i] - mean);
        }
        return sum;
    }
}
