namespace Autograd;

/// <summary>
/// Says of an assembly that no rule (Bprop) in it keeps a node, or elements of one, beyond its call, other than by returning it. Then the
/// backward pass may use again what such a rule was given and has made.
/// </summary>
/// <remarks>A pass hands on no array that a rule of another assembly has seen, so operations of one's own need nothing.</remarks>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RulesKeepNothingAttribute : Attribute;
