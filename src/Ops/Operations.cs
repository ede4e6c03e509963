namespace Autograd;

/// <summary>What is done with nodes: the operations as methods and operators. Each stands in the file of its operation.</summary>
public static partial class Operations
{
}
