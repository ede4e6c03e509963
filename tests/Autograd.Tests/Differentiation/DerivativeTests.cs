namespace Autograd.Tests;

/// <summary>Transforms against closed forms, nested, of one node, of several, and by parameters.</summary>
[TestFixture]
public class DerivativeTests
{
    [Test]
    public void Value_and_gradient_of_one_node()
    {
        var (value, gradient) = Derivative.ValueAndGradient(x => (x * x).Sum(), Vector(1, -2, 3));
        value.Scalar.ShouldBe(14);
        gradient.Value.ToArray().ShouldBe([2, -4, 6]);
        Derivative.Gradient(x => (x * x).Sum(), Vector(1, -2, 3)).Value.ToArray().ShouldBe([2, -4, 6]);
        (value.RequiresGrad || gradient.RequiresGrad).ShouldBeFalse();
    }

    [Test]
    public void Value_and_gradient_of_several_nodes()
    {
        var (value, gradients) = Derivative.ValueAndGradient(x => (x[0] * x[1]).Sum(), [Vector(2, 3), Vector(5, 7)]);
        value.Scalar.ShouldBe(31);
        gradients[0].Value.ToArray().ShouldBe([5, 7]);
        gradients[1].Value.ToArray().ShouldBe([2, 3]);
    }

    [Test]
    public void Hessian_of_Rosenbrock_is_the_closed_form()
    {
        var (x, y) = (-1.2, 1.0);
        var hessian = Derivative.Hessian(Rosenbrock, Vector(x, y));
        hessian.Shape.ShouldBe([2, 2]);
        hessian.ToArray().ShouldBe([(1200 * x * x) - (400 * y) + 2, -400 * x, -400 * x, 200], 1e-10);
    }

    [Test]
    public void Hessian_of_log_sum_exp_is_diag_p_minus_p_p()
    {
        double[] z = [0.3, -1.5, 2.2, 0.9];
        var hessian = Derivative.Hessian(x => x.LogSumExp(), Vector(z));
        var sum = z.Sum(Math.Exp);
        double[] p = [.. z.Select(value => Math.Exp(value) / sum)];
        for (var i = 0; i < z.Length; i++)
        {
            for (var j = 0; j < z.Length; j++)
            {
                hessian[i, j].ShouldBe((i == j ? p[i] : 0) - (p[i] * p[j]), 1e-15);
            }
        }
    }

    [Test]
    public void Third_derivatives_are_the_closed_forms()
    {
        Node<double> x = 0.7;
        var t = Math.Tanh(0.7);
        Third(y => y.Tanh(), x).Scalar.ShouldBe((1 - (t * t)) * ((6 * t * t) - 2), 1e-14);
        Third(y => y.Pow(7), x).Scalar.ShouldBe(210 * Math.Pow(0.7, 4), 1e-12);
        Third(y => y * y, x).Scalar.ShouldBe(0);
    }

    [Test]
    public void A_nested_derivative_does_not_confuse_its_variable_with_that_around_it()
    {
        // d/dx (x * d/dy (x + y)) = 1 at any x; taking x and y for one variable gives 2.
        Derivative.Gradient(x => x * Derivative.Gradient(y => x + y, x), Node.Constant(3.0)).Scalar.ShouldBe(1);

        // d/dx (x * d/dy (x y)) = 2 x, where y is a constant and x is captured.
        Derivative.Gradient(x => x * Derivative.Gradient(y => x * y, Node.Constant(1.0)), Node.Constant(3.0)).Scalar.ShouldBe(6);
    }

    [Test]
    public void What_is_returned_is_differentiated_by_captured_parameters_if_asked()
    {
        // A gradient penalty: |d/dx w x^2|^2 = (2 w x)^2, whose gradient by w is 8 w x^2.
        var w = new Parameter<double>(3, "w");
        var slope = Derivative.Gradient(x => w * x * x, Node.Constant(0.5), differentiable: true);
        var gradients = (slope * slope).Backward();
        gradients.Keys.ShouldBe([w]);
        gradients[w].Scalar.ShouldBe(6);
        Derivative.Gradient(x => w * x * x, Node.Constant(0.5)).RequiresGrad.ShouldBeFalse();
    }

    [Test]
    public void Recording_that_is_off_stays_off_for_the_result_alone()
    {
        var w = new Parameter<double>(3, "w");
        using (Recording.Off())
        {
            var (value, gradient) = Derivative.ValueAndGradient(x => w * x * x, Node.Constant(0.5), differentiable: true);
            gradient.Scalar.ShouldBe(3);
            (value.RequiresGrad || gradient.RequiresGrad).ShouldBeFalse();
        }
    }

    [Test]
    public void Products_with_the_Jacobian_go_both_ways()
    {
        // f(x, y) = (x y, x^2): J = [[y, x], [2 x, 0]].
        static Node<double> F(IReadOnlyList<Node<double>> p) => Node.Concat([p[0] * p[1], p[0] * p[0]]);
        Node<double>[] point = [Vector(3), Vector(5)];
        var (value, along) = Derivative.Jvp(F, point, [Vector(1), Vector(10)]);
        value.Value.ToArray().ShouldBe([15, 9]);
        along.Value.ToArray().ShouldBe([35, 6]);
        var (_, back) = Derivative.Vjp(F, point, Vector(1, 10));
        back[0].Value.ToArray().ShouldBe([65]);
        back[1].Value.ToArray().ShouldBe([3]);
        Derivative.Jvp(x => x * x, Vector(1, 2), Vector(1, 1)).Product.Value.ToArray().ShouldBe([2, 4]);
        Derivative.Vjp(x => x * x, Vector(1, 2), Vector(1, 1)).Product.Value.ToArray().ShouldBe([2, 4]);
    }

    [Test]
    public void A_Jacobian_has_the_shape_of_the_value_and_then_of_the_point()
    {
        Node<double> a = new double[,] { { 1, 2, 3 }, { 4, 5, 6 } };
        Derivative.Jacobian(x => a.MatMul(x), Vector(1, 1, 1)).ShouldBe(a.Value);
        var tall = Derivative.Jacobian(x => x * new[] { 1.0, 2, 3, 4 }, Node.Constant(2.0));
        tall.ShouldBe(new[] { 1.0, 2, 3, 4 });
        var both = Derivative.Jacobian(x => Node.Concat([x[0].Square(), x[1]]), [Vector(1, 2, 3), Vector(7)]);
        both[0].ShouldBe(new double[,] { { 2, 0, 0 }, { 0, 4, 0 }, { 0, 0, 6 }, { 0, 0, 0 } });
        both[1].ShouldBe(new double[,] { { 0 }, { 0 }, { 0 }, { 1 } });
        Derivative.Jacobian(x => x.Reshape([2, 1, 2]).Exp(), Vector(0, 0, 0, 0)).Shape.ShouldBe([2, 1, 2, 4]);
    }

    [Test]
    public void A_Jacobian_by_columns_is_that_by_rows()
    {
        // Nine values of two inputs by columns, and the same transposed as a map of nine to two by rows.
        var w = Initialize.Normal<double>([2, 9], new Random(1));
        var columns = Derivative.Jacobian(x => x.MatMul(w).Tanh(), Vector(0.3, -0.2));
        var z = Node.Constant(new[] { 0.3, -0.2 }).MatMul(w).Value;
        for (var i = 0; i < 9; i++)
        {
            for (var j = 0; j < 2; j++)
            {
                columns[i, j].ShouldBe(w[j, i] * (1 - Math.Pow(Math.Tanh(z[i]), 2)), 1e-14);
            }
        }
    }

    [Test]
    public void A_Hessian_of_several_nodes_comes_in_blocks()
    {
        // f = x^2 y: [[2 y, 2 x], [2 x, 0]].
        var blocks = Derivative.Hessian(p => p[0] * p[0] * p[1], [Node.Constant(3.0), Node.Constant(5.0)]);
        blocks.Select(row => row.Select(block => block.Scalar)).ShouldBe([[10.0, 6.0], [6.0, 0.0]]);
    }

    [Test]
    public void A_Hessian_vector_product_is_the_Hessian_times_the_vector()
    {
        var x = Vector(-1.2, 1);
        var product = Derivative.HessianVectorProduct(Rosenbrock, x, Vector(2, -3));
        var hessian = Derivative.Hessian(Rosenbrock, x);
        product.Value.ToArray().ShouldBe([(2 * hessian[0, 0]) - (3 * hessian[0, 1]), (2 * hessian[1, 0]) - (3 * hessian[1, 1])], 1e-9);
        var several = Derivative.HessianVectorProduct(
            p => p[0] * p[0] * p[1], [Node.Constant(3.0), Node.Constant(5.0)], [Node.Constant(1.0), Node.Constant(10.0)]);
        several.Select(part => part.Scalar).ShouldBe([70.0, 6.0]);
    }

    [Test]
    public void Gauss_Newton_leaves_out_the_curvature_of_the_model()
    {
        // Half the square of r(x) = x^2 - 3: J^T J = 4 x^2, and the Hessian is 6 x^2 - 6.
        Node<double> x = 2.0;
        Derivative.GaussNewtonVectorProduct(y => (y * y) - 3, r => 0.5 * r * r, x, Node.Constant(10.0)).Scalar.ShouldBe(160);
        Derivative.HessianVectorProduct(y => 0.5 * ((y * y) - 3).Square(), x, Node.Constant(10.0)).Scalar.ShouldBe(180, 1e-12);
        var w = new Parameter<double>(2, "w");
        var product = Derivative.GaussNewtonProduct((w * w) - 3, r => 0.5 * r * r, [w]);
        product.Value.Scalar.ShouldBe(0.5);
        product.Gradients[w].Scalar.ShouldBe(4);
        product.Times(By((w, 10))).Values.Single().Scalar.ShouldBe(160);
    }

    [Test]
    public void Products_can_be_differentiated_again()
    {
        // Of x^4: H v = 12 x^2 v, whose derivative by x is 24 x v; of exp(x^2) by Gauss-Newton: (2 x)^2 e^(x^2) v.
        Derivative.Gradient(x => Derivative.HessianVectorProduct(y => y.Square().Square(), x, Node.Constant(3.0)), Node.Constant(0.5))
            .Scalar.ShouldBe(36, 1e-12);
        var expected = (8 * 0.5 * Math.Exp(0.25)) + (4 * 0.25 * 2 * 0.5 * Math.Exp(0.25));
        Derivative.Gradient(
            x => Derivative.GaussNewtonVectorProduct(y => y.Square(), z => z.Exp(), x, Node.Constant(1.0)), Node.Constant(0.5))
            .Scalar.ShouldBe(expected, 1e-12);
        Derivative.Gradient(x => Derivative.Jvp(y => y.Exp(), x, x).Product, Node.Constant(0.5))
            .Scalar.ShouldBe(1.5 * Math.Exp(0.5), 1e-12);
    }

    [Test]
    public void The_parameters_of_a_model_are_differentiated_by_as_they_are()
    {
        var (w, b) = (new Parameter<double>(new double[,] { { 1 }, { 2 } }, "w"), new Parameter<double>(new[] { 0.5 }, "b"));
        Node<double> x = new double[,] { { 1, 0 }, { 1, 1 } };
        var outputs = x.MatMul(w) + b;
        var jacobians = Derivative.Jacobian(outputs, [w, b]);
        jacobians[0].ToArray().ShouldBe([1, 0, 1, 1]);
        jacobians[1].ToArray().ShouldBe([1, 1]);
        var product = Derivative.HessianProduct(outputs.Square().Sum(), [w, b]);
        var hessian = Derivative.Hessian(outputs.Square().Sum(), [w, b]);
        hessian[0][0].ToArray().ShouldBe([4, 2, 2, 2]);
        hessian[1][1].ToArray().ShouldBe([4]);
        product.Times(new([new(w, new double[,] { { 1 }, { 0 } }), new(b, new[] { 0.0 })]))[w].Value.ToArray().ShouldBe([4, 2]);
        Derivative.Linearize(outputs, [w, b]).Jvp(new double[,] { { 1 }, { 1 } }, new[] { 1.0 }).Value.ToArray().ShouldBe([2, 3]);
    }

    [Test]
    public void Per_example_gradients_are_rows()
    {
        var w = new Parameter<double>(new[] { 1.0, 2 }, "w");
        double[,] data = { { 1, 2 }, { 3, 4 }, { 5, 6 } };
        var rows = Derivative.PerExampleGradients(k => (w * new[] { data[k, 0], data[k, 1] }).Sum().Square(), 3, [w]).Single();
        rows.ShouldBe(new double[,] { { 10, 20 }, { 66, 88 }, { 170, 204 } });
        var losses = Node.Constant(data).MatMul(w).Square();
        Derivative.Jacobian(losses, [w]).Single().ShouldBe(rows);
    }

    [TestCase(2, 5)]
    [TestCase(5, 2)]
    public void A_batch_Jacobian_holds_that_of_each_row(int inputs, int outputs)
    {
        var random = new Random(1);
        var w = Node.Constant(Initialize.Normal<double>([inputs, outputs], random));
        var x = Node.Constant(Initialize.Normal<double>([7, inputs], random));
        Node<double> F(Node<double> rows) => rows.MatMul(w).Tanh();
        var batch = Derivative.BatchJacobian(F, x);
        batch.Shape.ShouldBe([7, outputs, inputs]);
        for (var row = 0; row < 7; row++)
        {
            var alone = Derivative.Jacobian(F, x[row]).ToArray();
            batch.ToArray()[(row * alone.Length)..((row + 1) * alone.Length)].ShouldBe(alone, 1e-14);
        }

        Derivative.BatchJacobian(rows => rows.Sum(1), x).ShouldBe(NdArray.Ones<double>([7, inputs]));
        Derivative.BatchJacobian(F, Node.Constant(NdArray.Zeros<double>([0, inputs]))).Shape.ShouldBe([0, outputs, inputs]);
    }

    [Test]
    public void Rows_that_influence_each_other_have_no_batch_Jacobian()
    {
        Node<double> x = new double[,] { { 1, 2 }, { 3, 4 } };
        Should.Throw<ArgumentException>(() => Derivative.BatchJacobian(rows => rows - rows.Mean(0, keepDims: true), x))
            .Message.ShouldContain("row 0 of the value depends on row 1");
        Should.Throw<ShapeException>(() => Derivative.BatchJacobian(rows => rows.Sum(0, keepDims: true), x))
            .Message.ShouldContain("the value (1, 2)");
    }

    [Test]
    public void What_a_function_does_not_depend_on_has_derivative_0()
    {
        Derivative.Gradient(_ => Node.Constant(3.0), Vector(1, 2)).Value.ToArray().ShouldBe([0, 0]);
        Derivative.Hessian(x => x.Sum(), Vector(1, 2)).ToArray().ShouldBe([0, 0, 0, 0]);
        Derivative.Jacobian(x => x[1] * 2, [Vector(1, 2), Vector(5)])[0].ToArray().ShouldBe([0, 0]);
        Derivative.Jvp(_ => Node.Constant(3.0), Vector(1, 2), Vector(1, 1)).Product.Scalar.ShouldBe(0);
        Derivative.GaussNewtonVectorProduct(x => x.Sum(), z => z, Vector(1, 2), Vector(1, 1)).Value.ToArray().ShouldBe([0, 0]);
    }

    [Test]
    public void What_a_recorded_node_does_not_depend_on_is_refused()
    {
        var (w, other) = (new Parameter<double>(2, "w"), new Parameter<double>(2, "other"));
        Should.Throw<GradientException>(() => Derivative.HessianProduct(w * w, [w, other])).Message.ShouldContain("other");
        Should.Throw<GradientException>(() => Derivative.Jacobian(w.StopGradient() * other, [w])).Message.ShouldContain("StopGradient");
    }

    [Test]
    public void Bad_arguments_are_refused_where_they_are_given()
    {
        var x = Vector(1, 2);
        Should.Throw<ShapeException>(() => Derivative.Gradient(y => y * y, x)).Message.ShouldContain("returned shape (2)");
        Should.Throw<ShapeException>(() => Derivative.Hessian(y => y * y, x)).Message.ShouldContain("one element");
        Should.Throw<ShapeException>(() => Derivative.Vjp(y => y * y, x, Vector(1))).Message.ShouldContain("shape (1)");
        Should.Throw<ShapeException>(() => Derivative.Jvp(y => y * y, x, Vector(1, 2, 3))).Message.ShouldContain("shape (3)");
        Should.Throw<ShapeException>(() => Derivative.HessianVectorProduct(y => y[0], [x], [x, x])).Message.ShouldContain("2 vectors");
        Should.Throw<ArgumentException>(() => Derivative.Gradient(_ => null!, x)).Message.ShouldContain("returned null");
        Should.Throw<ArgumentException>(() => Derivative.Gradient<double>(_ => x, [])).Message.ShouldContain("no nodes");
        Should.Throw<ArgumentNullException>(() => Derivative.Gradient<double>(y => y[0], [null!]));
        Should.Throw<ArgumentOutOfRangeException>(() => Derivative.PerExampleGradients(_ => x, -1, [x]));
    }

    [Test]
    public void A_curvature_belongs_to_the_values_that_the_parameters_had()
    {
        var w = new Parameter<double>(2, "w");
        var product = Derivative.HessianProduct(w.Square() * w, [w]);
        product.Times(By((w, 1))).Values.Single().Scalar.ShouldBe(12);
        w.Update(3.0);
        Should.Throw<GradientException>(() => product.Times(By((w, 1)))).Message.ShouldContain("w");
        Should.Throw<GradientException>(() => product.Times(new([]))).Message.ShouldContain("no gradient by");
    }

    [Test]
    public void A_replay_follows_transforms_of_what_it_is_given()
    {
        var w = new Parameter<double>(3, "w");
        var x = Node.Constant(new[] { 0.5, 2 });
        IReadOnlyList<Node<double>> Compute()
        {
            var (value, gradient) = Derivative.ValueAndGradient(y => (w * y * y * y).Sum(), x);
            return [value, gradient, Derivative.HessianVectorProduct(y => (w * y * y * y).Sum(), x, x)];
        }

        var replay = Replay.Of(Compute);
        replay.Set(x, [1, -1]);
        w.Update(2.0);
        replay.Run();
        replay.Results[0].Scalar.ShouldBe(0);
        replay.Results[1].Value.ToArray().ShouldBe([6, 6]);
        replay.Results[2].Value.ToArray().ShouldBe([12, 12]);
        Should.Throw<ReplayException>(() => Replay.Of<double>(() => [Derivative.Hessian(y => (w * y * y * y).Sum(), x)]))
            .Message.ShouldContain("cannot be replayed");
    }

    [Test]
    public void Float_and_shapes_of_any_rank_work_alike()
    {
        Node<float> x = new float[,] { { 1, 2 }, { 3, 4 } };
        Derivative.Gradient(y => (y * y).Sum(), x).Value.ShouldBe(new float[,] { { 2, 4 }, { 6, 8 } });
        Derivative.Hessian(y => (y * y).Sum(), x).Shape.ShouldBe([2, 2, 2, 2]);
        Derivative.Jacobian(y => y.Sum(0), Node.Constant(NdArray.Zeros<float>([0, 3]))).Shape.ShouldBe([3, 0, 3]);
    }

    private static Node<double> Vector(params double[] elements) => Node.Constant(elements);

    private static Gradients<double> By(params (Node<double> Node, double Value)[] values) =>
        new(values.Select(pair => KeyValuePair.Create<Node<double>, Node<double>>(pair.Node, pair.Value)));

    private static Node<double> Rosenbrock(Node<double> x) => (100 * (x[1] - x[0].Square()).Square()) + (1 - x[0]).Square();

    private static Node<double> Third(Func<Node<double>, Node<double>> f, Node<double> x) =>
        Derivative.Gradient(a => Derivative.Gradient(b => Derivative.Gradient(f, b), a), x);
}
