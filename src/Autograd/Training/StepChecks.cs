using System.Numerics;
using System.Numerics.Tensors;
using static System.FormattableString;

namespace Autograd;

/// <summary>What gradients are checked for before anything moves.</summary>
internal static class StepChecks
{
    /// <summary>
    /// Refuses gradients by parameters that the optimizer was not given: they would never be trained, and nobody would say so. Where
    /// somebody chose what to differentiate by, nothing was forgotten.
    /// </summary>
    /// <param name="gradients">The gradients.</param>
    /// <param name="own">The parameters of the optimizer.</param>
    /// <exception cref="GradientException">A parameter is not among those of the optimizer.</exception>
    public static void RequireNoneForgotten<T>(Gradients<T> gradients, HashSet<Node<T>> own)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (gradients.AreChosen)
        {
            return;
        }

        foreach (var (node, _) in gradients)
        {
            if (node is Parameter<T> && !own.Contains(node))
            {
                throw Forgotten(gradients.Keys.Where(key => key is Parameter<T>).Except(own).Cast<Parameter<T>>());
            }
        }
    }

    /// <summary>Refuses a gradient with an element that is NaN or infinite.</summary>
    /// <param name="operation">What it is wanted for, for the message.</param>
    /// <param name="node">The node whose gradient it is.</param>
    /// <param name="gradient">The gradient.</param>
    /// <exception cref="GradientException">An element is NaN or infinite.</exception>
    public static void RequireFinite<T>(string operation, Node<T> node, ReadOnlySpan<T> gradient)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (IsFinite(gradient))
        {
            return;
        }

        var element = 0;
        while (T.IsFinite(gradient[element]))
        {
            element++;
        }

        throw new GradientException(
            Invariant($"{operation}: the gradient by {node.Label} is {gradient[element]} at index ")
            + $"{new IntList(node.Shape.Position(element))}, which would spoil the weights; no parameter has moved. "
            + "Lower the learning rate, clip the gradients, or call FindNonFinite() on the loss, which tells where it arose.");
    }

    /// <summary>Whether no element is NaN or infinite. They are read on all cores.</summary>
    public static bool IsFinite<T>(ReadOnlySpan<T> elements)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var isFinite = true;
        ParallelLoop.Run(elements.Length, elements.Length, new FiniteCheck<T>(elements, ref isFinite), equalShares: true);
        return isFinite;
    }

    private static GradientException Forgotten<T>(IEnumerable<Parameter<T>> parameters)
        where T : unmanaged, IFloatingPointIeee754<T> => new(
        $"Step: the loss also depends on {MissingGradient.Few(parameters.Select(parameter => parameter.LabelAndUpdate))}, "
        + "which this optimizer was not given, so the step would leave them as they are. Give them to the optimizer, "
        + "or, if they shall stay, ask for the gradients of the others: loss.Backward(wrt: optimizer.Parameters).");

    private readonly ref struct FiniteCheck<T>(ReadOnlySpan<T> gradient, ref bool isFinite) : IRangeLoop
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        private readonly ReadOnlySpan<T> _gradient = gradient;
        private readonly ref bool _isFinite = ref isFinite;

        public void Run(int first, int count)
        {
            if (!TensorPrimitives.IsFiniteAll(_gradient.Slice(first, count)))
            {
                _isFinite = false;
            }
        }
    }
}
