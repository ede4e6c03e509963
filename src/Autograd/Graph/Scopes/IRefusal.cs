namespace Autograd;

/// <summary>Of an exception: an observer refuses what it cannot follow, so it is nobody's fault whose code was running.</summary>
internal interface IRefusal;
