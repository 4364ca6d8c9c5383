// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";

/// @title ERC-7007 Verifiable AI-Generated Content Token (Final)
/// @dev ERC-165 id 0x702c55a6.
interface IERC7007 is IERC721 {
    /// @notice AIGC data was added. Indexed bytes are hashed in the topics.
    event AigcData(uint256 indexed tokenId, bytes indexed prompt, bytes indexed aigcData, bytes proof);

    /// @notice Adds what the model made of `prompt` to the token that stands for `prompt`
    function addAigcData(uint256 id, bytes calldata prompt_, bytes calldata aigcData_, bytes calldata proof) external;

    /// @return success whether `aigcData_` is what the model made of `prompt_`, proven or beyond challenge
    function verify(bytes calldata prompt_, bytes calldata aigcData_, bytes calldata proof)
        external
        view
        returns (bool success);
}

/// @title ERC-7007 extension: enumeration
/// @dev ERC-165 id 0xfa1a557a.
interface IERC7007Enumerable is IERC7007 {
    /// @return the id of the token that stands, or would stand, for `prompt_`
    function tokenId(bytes calldata prompt_) external view returns (uint256);

    /// @return the prompt of a token that exists
    function prompt(uint256 id) external view returns (string memory);
}

/// @title ERC-7007 extension: AIGC data may change during a challenge
/// @dev ERC-165 id 0x3f37dce2.
interface IERC7007Updatable is IERC7007 {
    event Update(uint256 indexed tokenId, bytes indexed prompt, bytes indexed aigcData);

    /// @notice Replaces the AIGC data of `prompt_`
    function update(bytes calldata prompt_, bytes calldata aigcData_) external;
}
