// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title What an InferenceCollection asks about an inference: by validity proof or by fraud proof, it does not care
interface IInferenceVerifier {
    /// @return whether `aigcData` is what the model made of `prompt`; nothing can change that any more
    function verify(bytes calldata prompt, bytes calldata aigcData, bytes calldata proof) external view returns (bool);

    /// @return whether somebody vouches that it is, and may still be proven wrong; false where proofs are final at once
    function isPending(bytes calldata prompt, bytes calldata aigcData) external view returns (bool);
}
