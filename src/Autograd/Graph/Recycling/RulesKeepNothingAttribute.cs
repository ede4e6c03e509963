namespace Autograd;

/// <summary>
/// Says of an assembly that no rule (Bprop) in it keeps a gradient that it was given, or anything that it has made, beyond its call, other
/// than by returning it. Then the backward pass may use again what such a rule was given and has made.
/// </summary>
/// <remarks>
/// <para>The mask of a strong zero (<see cref="StrongZeros.Mark"/>) is made later, if it is needed. So what such a rule gives to make it
/// reads the inputs and the output of the operation, and the elements of nothing else.</para>
/// <para>A pass hands on no array that a rule of another assembly has seen, so operations of one's own need nothing.</para>
/// </remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RulesKeepNothingAttribute : Attribute;
